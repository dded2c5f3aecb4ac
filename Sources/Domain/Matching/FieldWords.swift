extension FieldLexicon {
    /// One field a line: how a sentence names it, then words that speak for it (`_` joins two words). Written for this
    /// product after the usual classes of occupations; a word that stands under several fields speaks a little for
    /// each.
    static let words = """
        software development: software developer programmer engineer code coding java c# .net asp.net spring \
        hibernate j2ee python ruby php golang rust kotlin swift scala c++ api rest soap microservice backend \
        backend_developer oop object_oriented algorithm git github jenkins unit_test debugging refactoring scrum \
        agile sdlc multithreading sql linux compiler mobile ios android framework codebase application_development \
        entwickler softwareentwickler programmierer softwareentwicklung разработчик программист разработка \
        программирование
        web development: web html css javascript typescript react angular vue node frontend front-end php \
        wordpress jquery bootstrap sass webpack responsive website browser ajax web_design webdesign webentwickler \
        drupal joomla django rails верстка сайт веб фронтенд
        data and analytics: data data_science data_scientist data_analyst analytics machine_learning statistics \
        statistical python r pandas numpy scikit-learn tensorflow pytorch regression clustering predictive \
        modeling sql visualization tableau power_bi hadoop spark hive kafka etl warehouse data_warehouse big_data \
        nlp deep_learning neural mining dataset algorithm forecasting bi datenanalyse datenanalyst statistik \
        данные аналитик аналитика статистика
        databases: database dba oracle sql mysql postgresql sql_server pl/sql t-sql stored_procedure schema etl \
        informatica ssis ssrs datastage replication backup tuning mongodb datenbank
        networks and infrastructure: network router switch cisco ccna ccnp firewall vpn lan wan tcp/ip dns dhcp \
        active_directory vmware virtualization server windows_server linux unix sysadmin system_administrator \
        administrator aws azure cloud devops docker kubernetes terraform ansible jenkins ci/cd monitoring \
        deployment storage uptime infrastructure systemadministrator netzwerk администратор сеть сервер
        information security: cybersecurity information_security infosec penetration vulnerability siem soc \
        incident_response threat encryption firewall ids iso_27001 malware forensic cissp ceh security_engineer \
        network_security it-sicherheit
        software testing: qa tester testing test_case test_plan selenium automation regression defect bug jira \
        quality_assurance test_engineer manual_testing junit testng cucumber qtp uat load_testing тестировщик \
        тестирование
        technical support: help_desk helpdesk desktop technical_support troubleshoot ticket workstation printer \
        hardware end_user windows installation it_support remote_support service_desk laptop
        business software: sap erp abap fico hana netsuite peoplesoft oracle_apps dynamics basis workday crm \
        salesforce siebel mm sd
        product management: product_manager product_owner product_management roadmap backlog user_story \
        stakeholder mvp feature prioritization market_research launch produktmanager продукт
        project management: project_manager project_management pmo pmp prince2 milestone schedule budget risk \
        scope stakeholder gantt ms_project deliverable program_manager waterfall projektleiter projektmanagement \
        проект
        business analysis: business_analyst requirement requirements_gathering process_mapping use_case brd \
        functional_specification stakeholder gap_analysis workflow uml visio uat бизнес-аналитик
        consulting: consultant consulting advisory client engagement strategy transformation recommendation \
        workshop benchmark due_diligence change_management berater beratung консультант
        mechanical engineering: mechanical mechanical_engineer cad autocad solidworks catia ansys fea \
        machine_design thermodynamics hvac pump piping hydraulic pneumatic tolerance gd&t engineering_drawing \
        prototype turbine maschinenbau konstrukteur инженер механик
        electrical engineering: electrical electronics circuit pcb plc scada voltage power_system transformer \
        motor wiring embedded firmware microcontroller verilog vhdl fpga signal instrumentation control_system \
        elektrotechnik elektroniker электрик электроника
        construction: construction building site contractor subcontractor concrete civil_engineer foreman \
        superintendent blueprint excavation carpentry framing roofing drywall masonry structural surveying \
        estimator estimate osha scaffold renovation project_engineer bauleiter baustelle строительство прораб
        manufacturing: manufacturing production plant assembly machine operator lean six_sigma kaizen 5s \
        quality_control iso_9001 inspection process_engineer cnc machining lathe welding fabrication tooling \
        injection_molding maintenance yield fertigung produktion производство цех
        vehicles: automotive vehicle mechanic car auto dealership brake transmission engine technician diagnostic \
        tire repair ase body_shop truck chassis service_advisor kfz werkstatt автомобиль
        aviation: aviation aircraft pilot flight airline airport faa avionics airframe helicopter cabin_crew \
        flight_attendant hangar aerospace squadron air_force navigation luftfahrt авиация
        energy: energy oil gas drilling refinery petroleum solar wind renewable power_plant utility grid pipeline \
        nuclear photovoltaic energie энергия
        laboratory science: laboratory research scientist chemistry biology assay pcr experiment chromatography \
        hplc molecular microbiology spectroscopy clinical_trial publication phd specimen genetics labor forschung \
        лаборатория исследование
        nursing: nurse nursing rn patient icu ward bedside medication vital_signs wound charting emr acute clinic \
        hospital telemetry triage bls acls iv care_plan nursing_home lpn cna pflege krankenschwester \
        pflegefachkraft krankenhaus медсестра пациент больница
        medicine: physician doctor medical clinical patient diagnosis treatment surgery surgical hospital clinic \
        radiology dental dentist pharmacy pharmacist therapy therapist healthcare health_care hipaa icd-10 \
        medical_records billing medicare medicaid ehr phlebotomy ekg arzt medizin врач медицинский лечение
        social care: social_worker case_management counseling counselor caregiver disability elderly community \
        shelter welfare crisis mental_health rehabilitation foster addiction advocate sozialarbeiter betreuung \
        социальный
        sport and fitness: fitness gym trainer personal_trainer exercise workout athlete athletic sport coach \
        coaching wellness nutrition yoga pilates strength cpr kinesiology group_fitness recreation тренер спорт
        teaching: teacher teaching classroom curriculum student lesson lesson_plan school education instruction \
        tutor instructor pupil grade kindergarten academic professor lecturer pedagogy special_education learning \
        syllabus lehrer unterricht schule lehrkraft учитель преподаватель школа
        childcare: child childcare children toddler preschool nanny daycare early_childhood kita erzieher kind \
        воспитатель
        human resources: human_resources hr recruiter recruiting recruitment talent onboarding payroll \
        employee_relations benefits compensation personnel hiring hris performance_appraisal staffing sourcing \
        interviewing training policy labor_law workforce retention phr shrm people_operations personalwesen \
        personal кадры персонал рекрутер подбор
        accounting: accountant accounting bookkeeping general_ledger ledger accounts_payable accounts_receivable \
        reconciliation invoice gaap tax audit auditor balance_sheet financial_statements month-end journal_entry \
        quickbooks cpa payroll ifrs vat tally buchhalter buchhaltung steuer бухгалтер бухгалтерия налог
        finance: finance financial financial_analyst budget forecast forecasting fp&a valuation investment \
        portfolio equity treasury cash_flow variance cfo cfa capital asset risk hedge revenue financial_modeling \
        controller controlling finanzen финансы финансовый бюджет
        banking: bank banking teller branch loan credit mortgage deposit lending underwriting kyc aml compliance \
        customer_account banker wealth securities bankkaufmann банк кредит
        insurance: insurance claim claims underwriter policyholder adjuster actuary actuarial premium reinsurance \
        versicherung страхование
        real estate: real_estate property leasing tenant landlord broker realtor appraisal lease property_manager \
        mortgage immobilien недвижимость
        sales: sales salesperson account_executive account_manager quota prospect prospecting cold_calling \
        pipeline crm salesforce lead closing deal territory revenue upsell customer retail b2b negotiation \
        account_management sales_representative key_account merchandise vertrieb verkauf verkäufer продажи \
        менеджер_по_продажам
        business development: business_development partnership strategic client_acquisition new_business \
        market_entry growth negotiation proposal rfp alliance lead_generation partner expansion \
        geschäftsentwicklung партнер
        marketing: marketing brand branding campaign advertising seo sem google_analytics adwords email_marketing \
        content_marketing digital_marketing market_research promotion ppc lead_generation conversion hubspot crm \
        copywriting event маркетинг реклама werbung kampagne
        digital media: social_media digital_media content facebook twitter instagram youtube blog video editing \
        editor photography photographer multimedia premiere final_cut streaming podcast broadcast production \
        website digital producer webinar redaktion контент
        public relations: public_relations press press_release media_relations communications spokesperson \
        journalist publicity crisis_communication media newsletter outreach event public_affairs speech \
        pressesprecher öffentlichkeitsarbeit пресс-служба
        writing and languages: writer writing journalism journalist editor editorial copy proofreading manuscript \
        publishing newspaper magazine article author technical_writer translation translator interpreter \
        übersetzer redakteur переводчик журналист редактор
        graphic design: designer graphic graphic_design photoshop illustrator indesign adobe typography layout \
        logo branding illustration creative visual print sketch figma art_director portfolio creative_suite grafik \
        gestaltung дизайнер дизайн
        user experience: ux ui user_experience user_interface usability wireframe prototype figma sketch \
        interaction_design user_research persona accessibility design_system information_architecture
        architecture and interiors: architect architecture interior interior_design revit sketchup autocad \
        floor_plan rendering furniture landscape drafting space_planning architekt архитектор
        the arts: art artist music musician theater theatre dance actor performance painting sculpture gallery \
        museum exhibition curator studio orchestra choir film drama kunst искусство художник
        fashion: fashion apparel garment textile clothing merchandising buyer pattern fabric sewing stylist \
        collection trend knit boutique footwear mode одежда
        retail: retail store cashier merchandise merchandising pos shop stock inventory store_manager customer \
        display shrinkage visual_merchandising shift einzelhandel filiale магазин кассир
        customer service: customer_service call_center call_centre inbound outbound customer_support customer_care \
        csr bpo customer_satisfaction escalation complaint helpline phone zendesk chat ticket client_service \
        kundenservice kundenbetreuung поддержка клиент оператор
        hospitality: hotel hospitality guest front_desk reception housekeeping concierge reservation resort \
        tourism travel event banquet catering hotelier gastgewerbe отель гостиница туризм
        cooking and gastronomy: chef cook kitchen culinary restaurant menu food pastry sous_chef catering haccp \
        baking baker bartender waiter server dining food_safety ingredient recipe koch küche повар кухня ресторан
        logistics: logistics warehouse shipping freight forklift inventory dispatch delivery fleet picking packing \
        receiving distribution carrier customs loading pallet wms lager logistik lagerist логистика склад
        purchasing: procurement purchasing supply_chain vendor supplier sourcing purchase_order buyer rfq \
        demand_planning inventory_control mrp einkauf einkäufer закупки снабжение
        driving: driver driving truck cdl route delivery bus taxi chauffeur vehicle licence fahrer lkw водитель
        law: legal law lawyer attorney paralegal litigation counsel contract court legislation judge regulatory \
        statute deposition case_law trademark intellectual_property compliance rechtsanwalt jurist recht юрист \
        адвокат право
        public service: government public_sector policy legislative municipal federal public_administration \
        regulation grant constituent nonprofit ngo advocacy fundraising volunteer donor campaign verwaltung \
        государственный
        security and protection: security_guard security_officer patrol surveillance military army police \
        law_enforcement officer weapon veteran navy marine cctv incident sicherheitsdienst охрана
        office administration: administrative_assistant office_manager receptionist secretary clerical filing \
        data_entry typing calendar appointment executive_assistant correspondence scheduling office_administration \
        travel_arrangement bürokauffrau sekretärin секретарь делопроизводство
        agriculture: agriculture farm farming crop livestock soil irrigation harvest greenhouse animal veterinary \
        veterinarian horticulture agronomy plant forestry landwirtschaft ферма сельское
        the environment: environmental sustainability waste water recycling ecology conservation climate emission \
        ehs remediation hazardous wildlife umwelt экология
        the building trades: electrician plumber plumbing carpenter welder hvac technician installation installer \
        maintenance repair wiring pipe painter handyman journeyman apprentice elektriker klempner tischler \
        schreiner handwerker сварщик слесарь
        cleaning: cleaning cleaner janitor custodian housekeeping sanitize facility laundry reinigung уборка
        beauty: beauty salon hair hairdresser cosmetology makeup spa massage nail skin friseur kosmetik
        """
}
